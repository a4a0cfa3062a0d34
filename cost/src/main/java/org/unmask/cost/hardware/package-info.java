/// Machines as the roofs of their roofline: [Device][org.unmask.cost.hardware.Device].
package org.unmask.cost.hardware;
