/**
 * What this machine is: interfaces, routes, name servers, proxies, overrides, its own firewall. All
 * of it is only read; each program of the system that is asked gets two seconds.
 */
package dev.zprobe.probe.host;
