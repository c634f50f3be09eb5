/**
 * Rewrites the jars of a distribution so that a short run starts faster. Nothing here is part of a
 * distribution, and zprobe does the same without it.
 */
package dev.zprobe.startup;
