package dev.zprobe.capture.handshake;

class Show {
  public static void main(String[] a) throws Exception {
    for (String f : a) {
      System.out.println("== " + f);
      for (var flow : HandshakeTruth.flows(java.nio.file.Path.of(f), x -> {})) {
        System.out.println(
            flow.number() + " " + HandshakeTruth.ends(flow) + " " + FlowProgress.of(flow));
        for (var x : FlowProgress.facts(flow)) {
          String s = x.toString();
          System.out.println("     " + s.substring(0, Math.min(s.length(), 700)));
        }
      }
    }
  }
}
