/**
 * One file per cause. Rules are pure and do not know each other; what several of them need to read
 * from the observations lives in {@code dev.zprobe.diagnosis}.
 */
package dev.zprobe.diagnosis.rule;
