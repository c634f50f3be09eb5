/** Which proxy this machine uses for a destination: environment, system settings, PAC. */
package dev.zprobe.probe.proxy;
