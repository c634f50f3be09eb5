/** The command line: one class per verb, mixins for options, renderers for what people read. */
package dev.zprobe.cli;
