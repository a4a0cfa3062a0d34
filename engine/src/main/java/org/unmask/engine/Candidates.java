package org.unmask.engine;

import java.util.Arrays;

/// The tokens of a row that may still be drawn, in rising order, and their weights: probabilities but for a common factor.
final class Candidates {
    private int[] tokens = new int[1024];
    private double[] logarithms = new double[1024];
    private double[] weights = new double[1024];
    private int size;

    void add(int token, double logarithm, double weight) {
        if (size == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * size);
            logarithms = Arrays.copyOf(logarithms, 2 * size);
            weights = Arrays.copyOf(weights, 2 * size);
        }
        tokens[size] = token;
        logarithms[size] = logarithm;
        weights[size] = weight;
        size++;
    }

    int size() {
        return size;
    }

    int token(int index) {
        return tokens[index];
    }

    /// Of the weight.
    double logarithm(int index) {
        return logarithms[index];
    }

    double weight(int index) {
        return weights[index];
    }

    /// The weight of a token; 0 of one that may not be drawn.
    double weightOf(int token) {
        int at = Arrays.binarySearch(tokens, 0, size, token);
        return at < 0 ? 0 : weights[at];
    }

    double total() {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += weights[i];
        }
        return sum;
    }

    private void move(int from, int to) {
        tokens[to] = tokens[from];
        logarithms[to] = logarithms[from];
        weights[to] = weights[from];
    }

    /// Leaves the `k` greatest weights and those equal to the least of them.
    void keepTop(int k) {
        if (size <= k) {
            return;
        }
        double least = greatest(Arrays.copyOf(weights, size), k);
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (weights[i] >= least) {
                move(i, kept);
                kept++;
            }
        }
        size = kept;
    }

    /// The `k`-th greatest, `values` being left in another order (quickselect: Hoare, 1961, CACM 4(7), algorithm 65).
    private static double greatest(double[] values, int k) {
        int low = 0;
        int high = values.length - 1;
        int wanted = k - 1;
        while (low < high) {
            double pivot = values[(low + high) >>> 1];
            int i = low;
            int j = high;
            while (i <= j) {
                while (values[i] > pivot) {
                    i++;
                }
                while (values[j] < pivot) {
                    j--;
                }
                if (i <= j) {
                    double swapped = values[i];
                    values[i] = values[j];
                    values[j] = swapped;
                    i++;
                    j--;
                }
            }
            if (wanted <= j) {
                high = j;
            } else if (wanted >= i) {
                low = i;
            } else {
                break;
            }
        }
        return values[wanted];
    }

    /// Leaves out those before which, in order of weight, more than the share `p` of `total` has come; the first stays. Equal
    /// weights are in order of their tokens.
    void keepNucleus(double p, double total) {
        int[] order = new int[size];
        Arrays.setAll(order, i -> i);
        int kept = nucleus(order, p * total);
        Arrays.sort(order, 0, kept);
        for (int i = 0; i < kept; i++) {
            move(order[i], i);
        }
        size = kept;
    }

    /// Moves those that stay to the front and returns how many they are, a quickselect by weight.
    private int nucleus(int[] order, double mass) {
        int low = 0;
        int high = order.length;
        double before = 0;
        while (low < high) {
            int at = partition(order, low, high);
            double left = before;
            for (int i = low; i < at; i++) {
                left += weights[order[i]];
            }
            if (left > mass) {
                high = at;
            } else {
                before = left + weights[order[at]];
                low = at + 1;
            }
        }
        return Math.max(1, low);
    }

    /// Puts what comes before the middle one to its left, the others to its right; returns its new place.
    private int partition(int[] order, int low, int high) {
        swap(order, (low + high) >>> 1, high - 1);
        int pivot = order[high - 1];
        int at = low;
        for (int i = low; i < high - 1; i++) {
            if (comesBefore(order[i], pivot)) {
                swap(order, i, at);
                at++;
            }
        }
        swap(order, at, high - 1);
        return at;
    }

    private boolean comesBefore(int a, int b) {
        return weights[a] > weights[b] || (weights[a] == weights[b] && a < b);
    }

    private static void swap(int[] order, int a, int b) {
        int swapped = order[a];
        order[a] = order[b];
        order[b] = swapped;
    }
}
