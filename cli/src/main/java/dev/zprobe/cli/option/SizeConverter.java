package dev.zprobe.cli.option;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes as people write them: {@code 65536}, {@code 512K}, {@code 160M}, {@code 2G}. */
class SizeConverter implements ITypeConverter<Long> {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,12})([kKmMgG]?)[bB]?");
  private static final long MOST = 1L << 40;

  private final long least;
  private final String leastText;

  SizeConverter() {
    this(8L << 20, "8M");
  }

  SizeConverter(long least, String leastText) {
    this.least = least;
    this.leastText = leastText;
  }

  /** Of a file in a ring. */
  static final class OfFile extends SizeConverter {
    OfFile() {
      super(64L << 10, "64K");
    }
  }

  @Override
  public Long convert(String text) {
    Matcher size = SIZE.matcher(text);
    if (!size.matches()) {
      throw new TypeConversionException("'" + text + "' is no size; write 512M or 2G");
    }
    int shift =
        switch (size.group(2).toUpperCase(Locale.ROOT)) {
          case "K" -> 10;
          case "M" -> 20;
          case "G" -> 30;
          default -> 0;
        };
    long number = Long.parseLong(size.group(1));
    if (number > MOST >> shift || number << shift < least) {
      throw new TypeConversionException("'" + text + "' is not within " + leastText + "..1024G");
    }
    return number << shift;
  }
}
