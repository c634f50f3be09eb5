/** Groups of options that several verbs share. */
package dev.zprobe.cli.option;
