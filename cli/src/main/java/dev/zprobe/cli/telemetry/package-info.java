/** A run for OpenTelemetry: traces and metrics in OTLP's JSON, from the report alone. */
package dev.zprobe.cli.telemetry;
