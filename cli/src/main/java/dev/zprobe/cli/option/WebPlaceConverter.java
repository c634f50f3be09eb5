package dev.zprobe.cli.option;

import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An absolute http or https URL. */
public final class WebPlaceConverter implements ITypeConverter<URI> {
  @Override
  public URI convert(String text) {
    try {
      URI place = new URI(text);
      boolean web = "http".equals(place.getScheme()) || "https".equals(place.getScheme());
      if (web && place.getHost() != null && place.getRawUserInfo() == null) {
        return place;
      }
    } catch (URISyntaxException malformed) {
      // Said below.
    }
    throw new TypeConversionException("\"" + text + "\" is no URL such as https://host:port/path");
  }
}
