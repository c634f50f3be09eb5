/** What people read. Whatever a peer sent goes through {@link dev.zprobe.cli.render.Inert}. */
package dev.zprobe.cli.render;
