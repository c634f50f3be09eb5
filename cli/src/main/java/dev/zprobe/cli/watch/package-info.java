/** What {@code watch} keeps and shows between its rounds. */
package dev.zprobe.cli.watch;
