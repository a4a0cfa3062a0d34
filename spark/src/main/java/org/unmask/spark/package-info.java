/// Prices sweeps on a Spark cluster. Not part of the default build; [Driver][org.unmask.spark.Driver] runs in a process and on
/// a class path of its own.
package org.unmask.spark;
