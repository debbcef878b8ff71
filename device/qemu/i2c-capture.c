/*
 * In the place of the SDK's modI2C.c: the emulator has no I2C device, and what the drivers send is kept for the
 * simulator instead, which has the display.
 */
#include "xsmc.h"
#include "xsHost.h"
#include "mc.xs.h"
#include "modI2C.h"

/* Some pictures: they are taken every some milliseconds. */
#define ROOM (8192)
/* Of a transfer: address, and length in two bytes. */
#define HEAD (3)

static uint8_t *gTransfers;
static uint32_t gLength;
static uint8_t gMissing;

void modI2CInit(modI2CConfiguration config)
{
}

void modI2CUninit(modI2CConfiguration config)
{
}

/* Nothing answers. */
uint8_t modI2CRead(modI2CConfiguration config, uint8_t *buffer, uint16_t length, uint8_t sendStop)
{
	return 1;
}

uint8_t modI2CWrite(modI2CConfiguration config, const uint8_t *buffer, uint16_t length, uint8_t sendStop)
{
	uint8_t *to;

	if (gMissing)
		return 1;
	if (!gTransfers)
		gTransfers = c_malloc(ROOM);
	if (!gTransfers || gLength + HEAD + length > ROOM)
		return 1;
	to = gTransfers + gLength;
	to[0] = config->address;
	to[1] = length >> 8;
	to[2] = length & 0xff;
	c_memcpy(to + HEAD, buffer, length);
	gLength += HEAD + length;
	return 0;
}

void xs_i2c_fit(xsMachine *the)
{
	gMissing = !xsmcToBoolean(xsArg(0));
	gLength = 0;
}

void xs_i2c_take(xsMachine *the)
{
	if (0 == gLength)
		return;
	xsmcSetArrayBuffer(xsResult, gTransfers, gLength);
	gLength = 0;
}
