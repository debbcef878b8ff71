/*
	Runs the firmware that `mcconfig -p lin` builds, without a window.

	standard input   each line that begins with "{" is given to screen.onMessage
	standard output  each screen.postMessage is a line
	standard error   what trace() and the engine have to say

	The message {"exit":n} ends the process with status n, the end of the input with status 0. When
	the engine aborts with status n, the process ends with status 64 + n.

	usage: host mc.so WIDTH HEIGHT

	XSBUG_PORT in the environment makes a debug build look for the debugger there.
*/
#define mxLinux 1
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>
#include <glib.h>
#include "screen.h"
#include "measure.h"

enum { exitUsage = 2, exitNoFirmware = 3, exitNoReader = 4, exitAborted = 64 };

/* What the SDK's own simulator takes for the frames of its window, ms. */
#define idleInterval 20

static void *firmware;
static int protocol;
static guint ticker;

static void end(int status)
{
	fflush(NULL);
	_exit(status);
}

static void say(const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t written = write(protocol, bytes, length);
		if (written < 0) {
			if (errno == EINTR)
				continue;
			end(exitNoReader);
		}
		bytes += written;
		length -= written;
	}
}

static void onAbort(txScreen *screen, int status)
{
	const char *last = status && measure ? measure(firmware, screen->machine, "#abort") : NULL;
	if (last)
		say(last, strlen(last));
	end(status ? exitAborted + status : 0);
}

static void onBufferChanged(txScreen *screen)
{
}

static void onFormatChanged(txScreen *screen)
{
}

static void onPost(txScreen *screen, char *message, int size)
{
	static const char exitMessage[] = "{\"exit\":";
	if (size > 0)
		return;
	if (!strncmp(message, exitMessage, sizeof exitMessage - 1))
		end(atoi(message + sizeof exitMessage - 1));
	say(message, strlen(message));
	say("\n", 1);
}

static gboolean onTick(gpointer data)
{
	txScreen *screen = data;
	(*screen->idle)(screen);
	return G_SOURCE_CONTINUE;
}

static void onStart(txScreen *screen, double interval)
{
	if (!ticker)
		ticker = g_timeout_add(idleInterval, onTick, screen);
}

static void onStop(txScreen *screen)
{
	if (ticker)
		g_source_remove(ticker);
	ticker = 0;
}

static gboolean onInput(GIOChannel *channel, GIOCondition condition, gpointer data)
{
	txScreen *screen = data;
	gchar *line = NULL;
	gsize length, terminator;
	if (g_io_channel_read_line(channel, &line, &length, &terminator, NULL) != G_IO_STATUS_NORMAL)
		end(0);
	line[terminator] = 0;
	const char *answer = measure ? measure(firmware, screen->machine, line) : NULL;
	if (answer)
		say(answer, strlen(answer));
	if (line[0] == '{')
		(*screen->invoke)(screen, line, 0);
	g_free(line);
	return G_SOURCE_CONTINUE;
}

int main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: host mc.so WIDTH HEIGHT\n");
		return exitUsage;
	}
	/* Without a debugger nothing is to be looked for where the debugger usually is. */
	setenv("XSBUG_PORT", "1", 0);
	/* The SDK's sockets write to peers that have gone. */
	signal(SIGPIPE, SIG_IGN);
	/* Beyond a limit of the size of files, writes fail as on a full disk. */
	signal(SIGXFSZ, SIG_IGN);
	/* A signal to the whole process group is the simulator's to answer. */
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	/* Math.random of the engine is rand(). */
	unsigned seed = 0;
	if (getrandom(&seed, sizeof seed, 0) == sizeof seed)
		srand(seed);
	/* The engine prints on standard output, which is for the protocol alone. */
	protocol = dup(1);
	dup2(2, 1);
	setvbuf(stdout, NULL, _IOLBF, 0);

	firmware = dlopen(argv[1], RTLD_NOW);
	txScreenLaunchProc launch = firmware ? (txScreenLaunchProc)dlsym(firmware, "fxScreenLaunch") : NULL;
	if (!launch) {
		fprintf(stderr, "%s cannot be run: %s\n", argv[1], dlerror());
		return exitNoFirmware;
	}
	int width = atoi(argv[2]), height = atoi(argv[3]);
	txScreen *screen = calloc(1, sizeof(txScreen) + width * height * screenBytesPerPixel);
	screen->abort = onAbort;
	screen->bufferChanged = onBufferChanged;
	screen->formatChanged = onFormatChanged;
	screen->post = onPost;
	screen->start = onStart;
	screen->stop = onStop;
	screen->width = width;
	screen->height = height;
	mxCreateMutex(&screen->workersMutex);

	if (measureCreation)
		measureCreation(firmware);
	(*launch)(screen);
	GIOChannel *input = g_io_channel_unix_new(0);
	g_io_channel_set_encoding(input, NULL, NULL);
	g_io_add_watch(input, G_IO_IN | G_IO_HUP, onInput, screen);
	g_main_loop_run(g_main_loop_new(NULL, FALSE));
	return 0;
}
