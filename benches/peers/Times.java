// Times that HeidelTime finds, without a tagger, which would be another program: `java -cp JAR Times.java FOLDER TURNS CONFIG`.
// FOLDER has a file a document, named by its day of publication after a number. Prints the processor seconds of this thread, each
// document's in its best turn after one that is not measured, and how many expressions there were.

import de.unihd.dbs.heideltime.standalone.*;
import de.unihd.dbs.uima.annotator.heideltime.resources.Language;
import java.lang.management.ManagementFactory;
import java.nio.file.*;
import java.text.SimpleDateFormat;
import java.util.*;

public class Times {
    public static void main(String[] arguments) throws Exception {
        java.util.logging.LogManager.getLogManager().reset();
        var reader = new HeidelTimeStandalone(
            Language.ENGLISH, DocumentType.NEWS, OutputType.TIMEML, arguments[2], POSTagger.NO);
        var threads = ManagementFactory.getThreadMXBean();
        var texts = new ArrayList<String>();
        var days = new ArrayList<Date>();
        try (var files = Files.list(Path.of(arguments[0]))) {
            for (var file : files.sorted().toList()) {
                texts.add(Files.readString(file));
                days.add(new SimpleDateFormat("yyyy-MM-dd").parse(file.getFileName().toString().split("_")[1]));
            }
        }
        var least = new long[texts.size()];
        Arrays.fill(least, Long.MAX_VALUE);
        int found = 0;
        for (int turn = 0; turn <= Integer.parseInt(arguments[1]); turn++) {
            found = 0;
            for (int i = 0; i < texts.size(); i++) {
                long start = threads.getCurrentThreadCpuTime();
                found += reader.process(texts.get(i), days.get(i)).split("<TIMEX3 ", -1).length - 1;
                if (turn > 0) {
                    least[i] = Math.min(least[i], threads.getCurrentThreadCpuTime() - start);
                }
            }
        }
        System.out.println("{\"seconds\": " + Arrays.stream(least).sum() / 1e9 + ", \"found\": " + found + "}");
    }
}
