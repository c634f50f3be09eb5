/**
 * What to do about what was found: the repair book, and the plan that a diagnosis justifies.
 * Nothing here changes anything.
 */
package dev.zprobe.repair;
