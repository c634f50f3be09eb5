/**
 * Does a repair on this machine: keeps what it changes, runs programs without a shell, writes down
 * both, and takes it back.
 */
package dev.zprobe.repair.apply;
