package org.unmask.core.model;

/// The gated short convolution of LFM2 (Liquid AI, arXiv 2511.23404): a product of two projections goes through a
/// convolution over few tokens, and is multiplied by a third one.
///
/// @param width  channels
/// @param kernel  tokens that the convolution sees
public record ShortConvolution(int width, int kernel) implements Mixer {
    public ShortConvolution {
        if (width < 1 || kernel < 1) {
            throw new IllegalArgumentException("bad convolution: channels=" + width + " kernel=" + kernel);
        }
    }

    @Override
    public int projected() {
        return Math.multiplyExact(3, width);
    }

    /// None: the convolution alone keeps something.
    @Override
    public long elements() {
        return 0;
    }

    @Override
    public long window() {
        return (kernel - 1L) * width;
    }

    @Override
    public long weights(Architecture a) {
        return (long) a.hidden() * projected() + (long) width * kernel + (long) width * a.hidden();
    }

    @Override
    public ShortConvolution over(int devices) {
        return new ShortConvolution(Share.part("channels of a convolution", width, devices), kernel);
    }
}
