/**
 * The shortest decimal that is the same 32-bit float, denormal ones aside. A float of
 * protobuf arrives as 4.300000190734863 where the REST service writes 4.3; the gateway's answer has
 * to be the same over both upstreams.
 * @param {number} wide the float, as the 64-bit number that JavaScript makes of it
 */
export function shortest(wide) {
  for (let digits = 6; digits < 9; digits++) {
    const n = Number(wide.toPrecision(digits));
    if (Math.fround(n) === wide) {
      return n;
    }
  }
  return Number(wide.toPrecision(9));
}
