/// Tables of any size as files: comma-separated values, lines of JSON, Parquet. Start with
/// [TableFormat][org.unmask.app.table.TableFormat]. Knows columns, never what rows are made of.
package org.unmask.app.table;
