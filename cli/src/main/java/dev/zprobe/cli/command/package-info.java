/** One class per verb. */
package dev.zprobe.cli.command;
