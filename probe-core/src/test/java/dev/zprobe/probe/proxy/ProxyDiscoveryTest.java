package dev.zprobe.probe.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.plan.Plan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyDiscoveryTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          zoom.us | zoom.us | true
          .zoom.us | us04web.zoom.us | true
          *.zoom.us | us04web.zoom.us | true
          zoom.us | us04web.zoom.us | true
          zoom.us | notzoom.us | false
          a,b c;zoom.us:443 | zoom.us | true
          * | anything | true
          <local> | printer | true
          <local> | zoom.us | false
          10.0.0.0/8 | 10.1.2.3 | true
          192.168.* | 192.168.4.4 | true
          ::1 | ::1 | true
          10.0.0.1 | 10.0.0.2 | false
          """)
  void exceptionsCoverWhatTheySay(String list, String host, boolean covered) {
    assertEquals(covered, new NoProxyList(list).covers(host));
  }

  @Test
  void theEnvironmentGoesBeforeTheSystemAndPasswordsAreNotShown() {
    ProxyDiscovery discovery =
        discovery(
            Map.of("HTTPS_PROXY", "http://me:secret@env.test:8080", "no_proxy", "direct.test"),
            new SystemProxies("http://sys.test:1", "http://sys.test:1", "", "", "", false));
    ProxyPlace place = discovery.forDestination("zoom.us", 443, true).get(0);
    assertEquals("http://env.test:8080", place.text());
    assertEquals("me:secret", place.credentials());
    assertEquals("direct", discovery.forDestination("direct.test", 443, true).get(0).text());
    assertTrue(discovery.all().stream().noneMatch(each -> each.url().contains("secret")));
    assertEquals("http://env.test:8080", discovery.all().get(0).url());
  }

  @Test
  void aPacFileDecidesAndABrokenOneIsNamed(@TempDir Path directory) throws Exception {
    Path good =
        Files.writeString(
            directory.resolve("good.pac"),
            "function FindProxyForURL(url, host) { return 'PROXY ' + host + ':3128'; }");
    ProxyDiscovery works = discovery(Map.of(), pacAt(good.toUri().toString()));
    assertEquals("http://zoom.us:3128", works.forDestination("zoom.us", 443, true).get(0).text());
    Path bad = Files.writeString(directory.resolve("bad.pac"), "nonsense nonsense");
    for (String url : List.of(bad.toUri().toString(), "http://127.0.0.1:1/x", "ftp://x/", "::")) {
      ProxyDiscovery broken = discovery(Map.of(), pacAt(url));
      assertEquals("direct", broken.forDestination("zoom.us", 443, true).get(0).text());
      assertTrue(broken.pacFailure().isPresent(), url);
    }
  }

  @Test
  void whatMacOsPrintsIsRead() {
    // The layout of scutil(8) with --proxy, as many public support threads show it.
    SystemProxies read =
        ProxyTexts.scutil(
            """
            <dictionary> {
              ExceptionsList : <array> {
                0 : *.local
                1 : 169.254/16
              }
              ExcludeSimpleHostnames : 1
              FTPPassive : 1
              HTTPEnable : 1
              HTTPPort : 3128
              HTTPProxy : proxy.test
              HTTPSEnable : 0
              HTTPSPort : 3129
              HTTPSProxy : proxy.test
              ProxyAutoConfigEnable : 1
              ProxyAutoConfigURLString : http://wpad.test/proxy.pac
              ProxyAutoDiscoveryEnable : 0
              SOCKSEnable : 1
              SOCKSPort : 1080
              SOCKSProxy : socks.test
            }
            """);
    assertEquals("http://proxy.test:3128", read.http());
    assertEquals("", read.https());
    assertEquals("socks5://socks.test:1080", read.socks());
    assertEquals("http://wpad.test/proxy.pac", read.pacUrl());
    assertTrue(read.forDestination("x.local", false).isEmpty());
    assertTrue(read.forDestination("printer", false).isEmpty());
    assertEquals("socks5://socks.test:1080", read.forDestination("zoom.us", true).orElseThrow());
  }

  @Test
  void whatTheWindowsRegistryHoldsIsRead() {
    // The layout of reg.exe's query, as Microsoft's documentation of reg query shows it.
    String text =
        """

        HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings
            User Agent    REG_SZ    Mozilla/4.0 (compatible; MSIE 8.0; Win32)
            ProxyEnable    REG_DWORD    0x1
            ProxyServer    REG_SZ    http=web.test:8080;https=tls.test:8443;socks=s.test:1080
            ProxyOverride    REG_SZ    *.internal.test;<local>
            AutoConfigURL    REG_SZ    http://wpad.test/wpad.dat
        """;
    SystemProxies read = ProxyTexts.registry(text);
    assertEquals("http://web.test:8080", read.http());
    assertEquals("http://tls.test:8443", read.https());
    assertEquals("socks5://s.test:1080", read.socks());
    assertEquals("http://wpad.test/wpad.dat", read.pacUrl());
    assertTrue(read.forDestination("a.internal.test", true).isEmpty());
    SystemProxies off = ProxyTexts.registry(text.replace("0x1", "0x0"));
    assertEquals("", off.http());
    SystemProxies one = ProxyTexts.registry(text.replaceAll("http=\\S+", "all.test:3128"));
    assertEquals("http://all.test:3128", one.https());
    assertEquals("", one.socks());
  }

  @Test
  void whatGnomePrintsIsRead() {
    // The layout of gsettings(1) list-recursively, taken on Debian 12.
    String text =
        """
        org.gnome.system.proxy autoconfig-url ''
        org.gnome.system.proxy ignore-hosts ['localhost', '127.0.0.0/8', '::1']
        org.gnome.system.proxy mode 'manual'
        org.gnome.system.proxy use-same-proxy true
        org.gnome.system.proxy.http host 'proxy.test'
        org.gnome.system.proxy.http port 3128
        org.gnome.system.proxy.https host 'proxy.test'
        org.gnome.system.proxy.https port 3129
        org.gnome.system.proxy.socks host ''
        org.gnome.system.proxy.socks port 0
        """;
    SystemProxies read = ProxyTexts.gsettings(text);
    assertEquals("http://proxy.test:3128", read.http());
    assertEquals("http://proxy.test:3129", read.https());
    assertEquals("", read.socks());
    assertTrue(read.forDestination("127.0.0.1", true).isEmpty());
    assertEquals(SystemProxies.NONE, ProxyTexts.gsettings(text.replace("manual", "none")));
    assertEquals(SystemProxies.NONE, ProxyTexts.gsettings("No such schema"));
  }

  private static SystemProxies pacAt(String url) {
    return new SystemProxies("", "", "", "", url, false);
  }

  private static ProxyDiscovery discovery(Map<String, String> environment, SystemProxies system) {
    PacScript.World world =
        new PacScript.World(name -> List.of(), List::of, InstantSource.system());
    return new ProxyDiscovery(
        Plan.ProxyChoice.SYSTEM,
        new EnvironmentProxies(environment),
        system,
        new PacFile(system.pacUrl(), world));
  }
}
