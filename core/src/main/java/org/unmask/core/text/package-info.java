/// Words and tables for terminals and files: unknown names, bad usage, units, progress, columns and their formats.
///
/// A table is a list of [Column][org.unmask.core.text.Column] values; [Csv][org.unmask.core.text.Csv],
/// [JsonLines][org.unmask.core.text.JsonLines] and [TextTable][org.unmask.core.text.TextTable] write it.
package org.unmask.core.text;
