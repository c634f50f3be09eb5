/**
 * What all steps share. The steps themselves are in the packages below, each near the library that
 * it needs, and block; {@code probe.run} strings them together.
 */
package dev.zprobe.probe;
