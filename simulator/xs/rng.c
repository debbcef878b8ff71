#include "xsmc.h"
#include <sys/random.h>

void xs_simulator_random(xsMachine *the)
{
	xsIntegerValue count = xsmcToInteger(xsArg(0));
	char *bytes = xsmcSetArrayBuffer(xsResult, NULL, count);
	for (xsIntegerValue done = 0; done < count;) {
		ssize_t got = getrandom(bytes + done, count - done, 0);
		if (got <= 0)
			xsUnknownError("the system gives no random bytes");
		done += got;
	}
}
