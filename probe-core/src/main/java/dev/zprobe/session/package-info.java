/** The whole flow, in one file. */
package dev.zprobe.session;
