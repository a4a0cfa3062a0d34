/// Devices: peaks, bandwidths and capacities.
package org.unmask.cost.hardware;
