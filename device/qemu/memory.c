#include "xsAll.h"
#include "mc.xs.h"
#include "esp_heap_caps.h"

/* What the ESP32's memory is for: not the part of it that takes words alone. */
#define INTERNAL (MALLOC_CAP_8BIT | MALLOC_CAP_INTERNAL)
/* Each byte of what the stack has never reached. */
#define UNUSED (0xA5)

enum {
	SYSTEM_FREE,
	SYSTEM_LARGEST,
	SYSTEM_LEAST,
	CHUNKS_LIVING,
	CHUNKS_SIZE,
	SLOTS_LIVING,
	SLOTS_SIZE,
	STACK_MOST,
	STACK_SIZE,
	COUNT
};

/* Marks what the stack has not reached: release builds of the engine do not count it. */
void xs_memory_watch(txMachine *the)
{
	c_memset(the->stackBottom, UNUSED, (txByte *)the->stack - (txByte *)the->stackBottom);
}

static int isUnused(const txSlot *slot)
{
	const txU1 *byte = (const txU1 *)slot;
	int i;

	for (i = 0; i < (int)sizeof(txSlot); i++)
		if (byte[i] != UNUSED)
			return 0;
	return 1;
}

/* Bytes above the longest stretch that nothing has reached: below that are the notes of regular expressions. */
static uint32_t mostOfStack(txMachine *the)
{
	const txSlot *slot, *begin = the->stackBottom, *end = the->stackBottom;

	for (slot = the->stackBottom; slot < the->stackTop; slot++) {
		const txSlot *from = slot;

		while (slot < the->stackTop && isUnused(slot))
			slot++;
		if (slot - from > end - begin) {
			begin = from;
			end = slot;
		}
	}
	return (txByte *)the->stackTop - (txByte *)end;
}

/* Collects garbage, and returns COUNT numbers of 32 bits, all in bytes. */
void xs_memory_measure(txMachine *the)
{
	uint32_t numbers[COUNT];

	numbers[STACK_MOST] = mostOfStack(the);
	numbers[STACK_SIZE] = (txByte *)the->stackTop - (txByte *)the->stackBottom;
	fxCollectGarbage(the);
	numbers[CHUNKS_LIVING] = the->currentChunksSize;
	numbers[CHUNKS_SIZE] = the->maximumChunksSize;
	numbers[SLOTS_LIVING] = the->currentHeapCount * sizeof(txSlot);
	numbers[SLOTS_SIZE] = the->maximumHeapCount * sizeof(txSlot);
	numbers[SYSTEM_FREE] = heap_caps_get_free_size(INTERNAL);
	numbers[SYSTEM_LARGEST] = heap_caps_get_largest_free_block(INTERNAL);
	numbers[SYSTEM_LEAST] = heap_caps_get_minimum_free_size(INTERNAL);
	fxArrayBuffer(the, mxResult, numbers, sizeof(numbers), -1);
}
