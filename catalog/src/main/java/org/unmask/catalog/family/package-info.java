/// Families of models: one file each says how their files, prompts and samplers are.
///
/// Start with [Families][org.unmask.catalog.family.Families], which lists all
/// [FamilyFiles][org.unmask.catalog.family.FamilyFiles]. A new family is a file like
/// [Qwen3][org.unmask.catalog.family.Qwen3] and a line in that list.
package org.unmask.catalog.family;
