/** How network engineers write down that something may pass: one class per kind of firewall. */
package dev.zprobe.repair.dialect;
