/// Renders the chat templates of models: the part of Jinja that they are written in
/// (https://jinja.palletsprojects.com/en/stable/templates/).
///
/// Start with [Template][org.unmask.run.template.Template]. A template is foreign code. It sees texts, numbers, truths, lists and
/// maps only, and functions that are named here one by one; nothing of Java can be reached from it, for nothing here looks
/// anything up by name in Java. What it computes and writes is counted and limited. What is not known is refused.
package org.unmask.run.template;
