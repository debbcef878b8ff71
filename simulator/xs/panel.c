#include "xsmc.h"
#include "mc.xs.h"

/* grays, offset, count, bitmap, pixel: what is 128 or brighter is lit, from this pixel of the bitmap on. */
void xs_simulator_light(xsMachine *the)
{
	xsIntegerValue offset = xsmcToInteger(xsArg(1)), count = xsmcToInteger(xsArg(2)), pixel = xsmcToInteger(xsArg(4));
	uint8_t *grays, *bitmap;
	xsUnsignedValue readable, writable;

	xsmcGetBufferReadable(xsArg(0), (void **)&grays, &readable);
	xsmcGetBufferWritable(xsArg(3), (void **)&bitmap, &writable);
	if (offset < 0 || count < 0 || pixel < 0 || (xsUnsignedValue)offset + count > readable
		|| (xsUnsignedValue)pixel + count > 8 * writable)
		xsRangeError("pixels beyond the picture");
	for (grays += offset; count > 0; count--, pixel++, grays++) {
		uint8_t bit = 0x80 >> (pixel & 7);
		if (*grays >= 128)
			bitmap[pixel >> 3] |= bit;
		else
			bitmap[pixel >> 3] &= ~bit;
	}
}
