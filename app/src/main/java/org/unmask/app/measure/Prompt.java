package org.unmask.app.measure;

import java.util.Optional;

/// A prompt to generate from.
///
/// @param answer  what a right response must give, if it can be checked
/// @param response  a whole response to compare with
public record Prompt(String prompt, Optional<String> answer, Optional<String> response) {}
