#include "xsmc.h"
#include <time.h>

void xs_simulator_monotonic(xsMachine *the)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	xsmcSetNumber(xsResult, now.tv_sec * 1000.0 + now.tv_nsec / 1e6);
}
