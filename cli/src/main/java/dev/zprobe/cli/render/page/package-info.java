/** The report as one HTML page with pictures: made of the JSON report alone, without script. */
package dev.zprobe.cli.render.page;
