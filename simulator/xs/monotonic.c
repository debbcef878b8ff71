#include "xsmc.h"
#include <time.h>

static double milliseconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000.0 + now.tv_nsec / 1e6;
}

static double start;

/* The system's own zero lies long before this boot; a boot of the board begins with this process. */
__attribute__((constructor)) static void begin(void)
{
	start = milliseconds();
}

void xs_simulator_monotonic(xsMachine *the)
{
	xsmcSetNumber(xsResult, milliseconds() - start);
}
