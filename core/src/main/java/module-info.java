/// The vocabulary of Unmask: operators, models, decoding strategies and timelines. Depends on `java.base` alone.
module org.unmask.core {}
