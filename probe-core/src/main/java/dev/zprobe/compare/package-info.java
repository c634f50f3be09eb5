/** Two reports side by side, and a report beside a policy: what a change did. */
package dev.zprobe.compare;
