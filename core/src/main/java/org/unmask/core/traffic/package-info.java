/// How requests reach a server: when each comes, and what it must get in return. Knows no clock, no file and no
/// socket.
package org.unmask.core.traffic;
