/** What every verb shares with the shell: streams, exit codes, refusals. */
package dev.zprobe.cli.shell;
