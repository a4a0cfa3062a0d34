package org.unmask.spark;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// What the driver is asked for.
///
/// @param master  as Spark writes it: `local[*]`, `spark://HOST:PORT`
/// @param grid  file of the grid
/// @param output  folder that gets the rows; there is none of that name
/// @param partRows  points of a part
/// @param skipping  whether points that cannot be priced are left out
/// @param classes  jars, and folders of classes, that workers need beside Spark
record Order(String master, Path grid, Path output, int partRows, boolean skipping, List<Path> classes) {
    private static final int FIXED = 5;

    /// Reads the arguments of the process, in the order of the components.
    static Order of(String... arguments) {
        return new Order(
                arguments[0],
                Path.of(arguments[1]),
                Path.of(arguments[2]),
                Integer.parseInt(arguments[3]),
                Boolean.parseBoolean(arguments[4]),
                Arrays.stream(arguments).skip(FIXED).map(Path::of).toList());
    }
}
