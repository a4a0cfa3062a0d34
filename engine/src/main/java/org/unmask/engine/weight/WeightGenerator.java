package org.unmask.engine.weight;

import java.nio.charset.StandardCharsets;

/// A portable stream of numbers for one tensor name and seed: every program that knows the formula makes the same
/// weights.
///
/// Element `i` is `(z >>> 40) / 2²⁴`, `z` being SplitMix64's mix of `(seed · γ) xor fnv1a(name) + (i + 1) · γ`,
/// with `γ = 0x9E3779B97F4A7C15` (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators").
/// Elements do not depend on each other, so any part can be made alone and in parallel.
public final class WeightGenerator {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;
    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;
    private static final double UNIT = 0x1p-24;

    private final long state;

    public WeightGenerator(String name, long seed) {
        this(seed * GAMMA ^ fnv1a(name));
    }

    private WeightGenerator(long state) {
        this.state = state;
    }

    /// A stream of its own for an index.
    public WeightGenerator fork(long index) {
        return new WeightGenerator(bits(index));
    }

    /// The 64 random bits that an element is made of.
    public long bits(long index) {
        long z = state + (index + 1) * GAMMA;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    /// Element `index` of the stream, in `[0, 1)`, a multiple of `2⁻²⁴`.
    public double uniform(long index) {
        return (bits(index) >>> 40) * UNIT;
    }

    /// Element `index` of a matrix or bias of this standard deviation; uniform, not normal.
    public float centered(long index, double deviation) {
        return (float) ((2 * uniform(index) - 1) * Math.sqrt(3) * deviation);
    }

    /// Element `index` of a norm: one, give or take 0.35.
    public float nearOne(long index) {
        return (float) (1 + 0.35 * (2 * uniform(index) - 1));
    }

    /// `count` tokens below `range`.
    public static int[] prompt(long seed, int count, int range) {
        if (count < 0 || range < 1) {
            throw new IllegalArgumentException("bad prompt: count=" + count + " range=" + range);
        }
        WeightGenerator generator = new WeightGenerator("prompt", seed);
        int[] tokens = new int[count];
        for (int i = 0; i < count; i++) {
            tokens[i] = (int) (generator.uniform(i) * range);
        }
        return tokens;
    }

    /// The 64-bit FNV-1a hash of the UTF-8 bytes.
    static long fnv1a(String name) {
        long hash = FNV_OFFSET;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * FNV_PRIME;
        }
        return hash;
    }
}
