package dev.zprobe.cli.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zprobe.repair.Platform;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandTextTest {
  @Test
  void unixShellsGetOneArgumentOfEach() {
    assertEquals(
        "rm -rf '/Users/José Núñez/Library/Application Support/zoom.us'",
        unix("rm", "-rf", "/Users/José Núñez/Library/Application Support/zoom.us"));
    assertEquals("echo 'it'\\''s' '$HOME' 'a;b' ''", unix("echo", "it's", "$HOME", "a;b", ""));
    assertEquals(
        "rm -rf ~/'Library/Application Support'",
        unix("rm", "-rf", "~/Library/Application Support"));
    assertEquals("ls ~/.zoom", unix("ls", "~/.zoom"));
    assertEquals("ip -6 route add 2001:db8::1", unix("ip", "-6", "route", "add", "2001:db8::1"));
  }

  @Test
  void windowsProgramsGetOneArgumentOfEach() {
    assertEquals(
        "netsh advfirewall firewall add rule \"name=Zoom Video Conference\""
            + " \"program=C:\\Users\\Jörg Müller\\AppData\\Roaming\\Zoom\\bin\\Zoom.exe\"",
        windows(
            "netsh",
            "advfirewall",
            "firewall",
            "add",
            "rule",
            "name=Zoom Video Conference",
            "program=C:\\Users\\Jörg Müller\\AppData\\Roaming\\Zoom\\bin\\Zoom.exe"));
    assertEquals("x \"a&b\" C:\\Users\\山田", windows("x", "a&b", "C:\\Users\\山田"));
    assertEquals("x \"C:\\with space\\\\\"", windows("x", "C:\\with space\\"));
    assertEquals(
        "x \"%APPDATA%\\Zoom\\bin\\Zoom.exe\"", windows("x", "%APPDATA%\\Zoom\\bin\\Zoom.exe"));
    assertEquals("x \"a\\\"b\" \"\"", windows("x", "a\"b", ""));
  }

  private static String unix(String... line) {
    return CommandText.of(Platform.MACOS, List.of(line));
  }

  private static String windows(String... line) {
    return CommandText.of(Platform.WINDOWS, List.of(line));
  }
}
