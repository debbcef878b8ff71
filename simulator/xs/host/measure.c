/*
	Linked into the host of the 32-bit build alone: looks into the engine's memory. The lines of standard
	input that begin with "#" are for it; each is answered with a line of JSON on standard output:

	#memory   {"memory":{...}}: bytes, what stack and heaps have grown to, what lives in the heaps after a
	          garbage collection, and the most that they held since the last time
	#census   {"census":[...]}: each slot that lives, see the function slot
	#weigh    before each allocation garbage is collected, so that the most is what lived; slow
	#hurry    garbage is collected as usual

	The same comes as {"abort":[...]} with {"frames":[...]}, the functions that run, when the engine aborts,
	for instance for want of memory.

	XS_CREATION in the environment, "chunks,growth,slots,growth,stack", takes the place of the
	manifest's `creation` (in bytes, bytes, slots, slots and slots).
*/
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <dlfcn.h>
#include <sys/mman.h>
#include <unistd.h>
#include "xsAll.h"
#include "measure.h"

typedef void *(*txPreparationProc)(txCreation **creation);
typedef void (*txCollectProc)(txMachine *the);
typedef txSlot *(*txGetKeyProc)(txMachine *the, txID id);

static txGetKeyProc getKey;

static int slots;
/* Bytes that the heaps held at the most, before the garbage collection that a question makes. */
static int chunkMost, slotMost;
static char *output;
static size_t outputLength, outputSize;

static void put(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	char text[512];
	int length = vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	if (length >= (int)sizeof text)
		length = sizeof text - 1;
	if (outputLength + length + 1 > outputSize) {
		outputSize = 2 * outputSize + length + 1;
		output = realloc(output, outputSize);
	}
	memcpy(output + outputLength, text, length + 1);
	outputLength += length;
}

static void putString(const char *string)
{
	put("\"");
	for (int i = 0; string && string[i] && i < 80; i++)
		if (string[i] >= ' ' && string[i] <= '~' && string[i] != '"' && string[i] != '\\')
			put("%c", string[i]);
		else
			put("\\u%04x", string[i] & 0xFF);
	put("\"");
}

void measureCreation(void *firmware)
{
	const char *text = getenv("XS_CREATION");
	txPreparationProc find = (txPreparationProc)dlsym(firmware, "xsPreparationAndCreation");
	int chunks, chunkGrowth, heap, heapGrowth, stack;
	txCreation *creation;
	if (!text)
		return;
	if (!find || sscanf(text, "%d,%d,%d,%d,%d", &chunks, &chunkGrowth, &heap, &heapGrowth, &stack) != 5) {
		fprintf(stderr, "XS_CREATION is wrong: %s\n", text);
		exit(2);
	}
	(*find)(&creation);
	uintptr_t page = sysconf(_SC_PAGESIZE), begin = (uintptr_t)creation & ~(page - 1);
	if (mprotect((void *)begin, (uintptr_t)(creation + 1) - begin, PROT_READ | PROT_WRITE)) {
		perror("creation");
		exit(2);
	}
	creation->initialChunkSize = chunks;
	creation->incrementalChunkSize = chunkGrowth;
	creation->initialHeapCount = heap;
	creation->incrementalHeapCount = heapGrowth;
	creation->stackCount = stack;
	creation->staticSize = 0;
}

static const char *keyName(txMachine *the, txID id)
{
	txSlot *key = id == XS_NO_ID ? NULL : (*getKey)(the, id);
	if (key && (key->kind == XS_KEY_KIND || key->kind == XS_KEY_X_KIND))
		return key->value.key.string;
	return "";
}

static int isCode(txSlot *slot)
{
	return slot && (slot->flag & XS_INTERNAL_FLAG)
		&& (slot->kind == XS_CODE_KIND || slot->kind == XS_CODE_X_KIND || slot->kind == XS_CALLBACK_KIND
			|| slot->kind == XS_CALLBACK_X_KIND);
}

/* The name of a function, or that of the constructor of an object. */
static const char *className(txMachine *the, txSlot *instance)
{
	if (isCode(instance->next))
		return keyName(the, instance->next->ID);
	for (txSlot *prototype = instance->value.instance.prototype; prototype;
		prototype = prototype->value.instance.prototype)
		for (txSlot *property = prototype->next; property; property = property->next)
			if (property->ID == mxID(_constructor) && !(property->flag & XS_INTERNAL_FLAG)
				&& property->kind == XS_REFERENCE_KIND && isCode(property->value.reference->next))
				return keyName(the, property->value.reference->next->ID);
	return "";
}

static const char *moduleName(txMachine *the, txSlot *instance)
{
	txSlot *code = instance->next, *home = code ? code->next : NULL;
	if (!isCode(code) || !home || home->kind != XS_HOME_KIND || !home->value.home.module)
		return "";
	txSlot *internal = mxModuleInstanceInternal(home->value.home.module);
	return internal && internal->kind == XS_MODULE_KIND ? keyName(the, internal->value.module.id) : "";
}

static int chunkBytes(void *data)
{
	return data ? ((txChunk *)((txByte *)data - sizeof(txChunk)))->size : 0;
}

static void list(txSlot *first)
{
	for (txSlot *one = first; one; one = one->next)
		put(",%u", (unsigned)(uintptr_t)one);
}

/*
	[where, address, kind, next, name, class, module, chunk or code in flash, bytes of the chunk, text, [what it refers to]]
	where: "heap", "stack", or the address of the slot in whose chunk it is
*/
static void slot(txMachine *the, const char *where, txSlot *it)
{
	int instance = it->kind == XS_INSTANCE_KIND, bytes = 0;
	void *chunk = NULL;
	const char *text = "";
	txSlot *items = NULL;
	txIndex count = 0;
	put("%s[\"%s\",%u,%d,%u,", slots++ ? "," : "", where, (unsigned)(uintptr_t)it, it->kind,
		strcmp(where, "heap") ? 0 : (unsigned)(uintptr_t)it->next);
	putString(instance || (it->flag & XS_INTERNAL_FLAG && it->kind != XS_CLOSURE_KIND) ? "" : keyName(the, it->ID));
	put(",");
	putString(instance ? className(the, it) : "");
	put(",");
	putString(instance ? moduleName(the, it) : "");
	switch (it->kind) {
	case XS_STRING_KIND:
		text = it->value.string;
		bytes = chunkBytes(chunk = it->value.string);
		break;
	case XS_STRING_X_KIND:
		text = it->value.string;
		break;
	case XS_BIGINT_KIND:
		bytes = chunkBytes(chunk = it->value.bigint.data);
		break;
	case XS_ARRAY_KIND: case XS_ARGUMENTS_SLOPPY_KIND: case XS_ARGUMENTS_STRICT_KIND: case XS_STACK_KIND:
		items = it->value.array.address;
		if (items) {
			bytes = chunkBytes(chunk = items);
			count = bytes / sizeof(txSlot);
			if (count > it->value.array.length)
				count = it->value.array.length;
		}
		break;
	case XS_ARRAY_BUFFER_KIND:
		bytes = chunkBytes(chunk = it->value.arrayBuffer.address);
		break;
	case XS_CODE_KIND:
		bytes = chunkBytes(chunk = it->value.code.address);
		break;
	case XS_CODE_X_KIND:
		chunk = it->value.code.address;
		break;
	case XS_GLOBAL_KIND: case XS_MAP_KIND: case XS_SET_KIND:
		bytes = chunkBytes(chunk = it->value.table.address);
		break;
	case XS_HOST_KIND:
		if (it->flag & XS_HOST_CHUNK_FLAG)
			bytes = chunkBytes(chunk = it->value.host.data);
		break;
	case XS_IDS_KIND:
		bytes = chunkBytes(chunk = it->value.IDs);
		break;
	case XS_REGEXP_KIND:
		bytes = chunkBytes(chunk = it->value.regexp.code) + chunkBytes(it->value.regexp.data);
		break;
	case XS_KEY_KIND:
		text = it->value.key.string;
		bytes = chunkBytes(chunk = it->value.key.string);
		break;
	}
	put(",%u,%d,", (unsigned)(uintptr_t)chunk, bytes);
	putString(text);
	put(",[0");
#define refer(SLOT) put(",%u", (unsigned)(uintptr_t)(SLOT))
	switch (it->kind) {
	case XS_INSTANCE_KIND:
		refer(it->value.instance.prototype);
		break;
	case XS_REFERENCE_KIND:
		refer(it->value.reference);
		break;
	case XS_CLOSURE_KIND:
		refer(it->value.closure);
		break;
	case XS_ACCESSOR_KIND:
		refer(it->value.accessor.getter);
		refer(it->value.accessor.setter);
		break;
	case XS_CALLBACK_KIND: case XS_CALLBACK_X_KIND:
		refer(it->value.callback.closures);
		break;
	case XS_CODE_KIND: case XS_CODE_X_KIND:
		refer(it->value.code.closures);
		break;
	case XS_HOME_KIND:
		refer(it->value.home.object);
		refer(it->value.home.module);
		break;
	case XS_MODULE_KIND: case XS_PROGRAM_KIND:
		refer(it->value.module.realm);
		break;
	case XS_EXPORT_KIND:
		refer(it->value.export.closure);
		refer(it->value.export.module);
		break;
	case XS_PROXY_KIND:
		refer(it->value.proxy.handler);
		refer(it->value.proxy.target);
		break;
	case XS_ERROR_KIND:
		refer(it->value.error.info);
		break;
	case XS_LIST_KIND:
		list(it->value.list.first);
		break;
	case XS_PRIVATE_KIND:
		refer(it->value.private.check);
		list(it->value.private.first);
		break;
	case XS_MAP_KIND: case XS_SET_KIND:
		for (txSize i = 0; i < it->value.table.length; i++)
			list(it->value.table.address[i]);
		break;
	case XS_WEAK_MAP_KIND: case XS_WEAK_SET_KIND:
		list(it->value.weakList.first);
		break;
	case XS_WEAK_ENTRY_KIND:
		refer(it->value.weakEntry.value);
		break;
	case XS_ENTRY_KIND:
		refer(it->value.entry.slot);
		break;
	case XS_FINALIZATION_REGISTRY_KIND:
		list(it->value.finalizationRegistry.callback);
		break;
	}
	put("]]");
	if (items) {
		char inside[16];
		snprintf(inside, sizeof inside, "%u", (unsigned)(uintptr_t)it);
		for (txIndex i = 0; i < count; i++)
			slot(the, inside, items + i);
	}
}

static void census(txMachine *the, const char *name)
{
	put("{\"%s\":[", name);
	slots = 0;
	for (txSlot *it = the->freeHeap; it; it = it->next)
		it->flag |= XS_MARK_FLAG;
	for (txSlot *block = the->firstHeap; block; block = block->next)
		for (txSlot *it = block + 1; it < block->value.reference; it++)
			if (!(it->flag & XS_MARK_FLAG))
				slot(the, "heap", it);
	for (txSlot *it = the->freeHeap; it; it = it->next)
		it->flag &= ~XS_MARK_FLAG;
	for (txSlot *it = the->stack; it < the->stackTop; it++)
		slot(the, "stack", it);
	put("]}\n");
}

static void memory(txMachine *the)
{
	put("{\"memory\":{\"slot\":%d,\"stackSize\":%d,\"chunkSize\":%d,\"slotSize\":%d,", (int)sizeof(txSlot),
		(int)((txByte *)the->stackTop - (txByte *)the->stackBottom), the->maximumChunksSize,
		(int)(the->maximumHeapCount * sizeof(txSlot)));
	put("\"chunkLive\":%d,\"slotLive\":%d,", the->currentChunksSize,
		(int)(the->currentHeapCount * sizeof(txSlot)));
	put("\"chunkMost\":%d,\"slotMost\":%d}}\n", chunkMost, slotMost);
	the->peakChunksSize = the->currentChunksSize;
	the->peakHeapCount = the->currentHeapCount;
}

static void frames(txMachine *the)
{
	put("{\"frames\":[\"\"");
	for (txSlot *frame = the->frame; frame; frame = frame->next) {
		txSlot *function = frame + 2, *self = frame + 3;
		if (frame->flag & XS_C_FLAG || function->kind != XS_REFERENCE_KIND)
			continue;
		char name[160];
		snprintf(name, sizeof name, "%s: %s.%s", moduleName(the, function->value.reference),
			self->kind == XS_REFERENCE_KIND ? className(the, self->value.reference) : "",
			className(the, function->value.reference));
		put(",");
		putString(name);
	}
	put("]}\n");
}

const char *measure(void *firmware, void *machine, const char *line)
{
	txMachine *the = machine;
	int *weighing = (int *)dlsym(firmware, "gxStress");
	txCollectProc collect = (txCollectProc)dlsym(firmware, "fxCollectGarbage");
	getKey = (txGetKeyProc)dlsym(firmware, "fxGetKey");
	if (line[0] != '#')
		return NULL;
	outputLength = 0;
	if (!strcmp(line, "#abort")) {
		frames(the);
		census(the, "abort");
		return output;
	}
	if (!strcmp(line, "#weigh") || !strcmp(line, "#hurry")) {
		*weighing = line[1] == 'w';
		return NULL;
	}
	chunkMost = the->peakChunksSize;
	slotMost = (int)(the->peakHeapCount * sizeof(txSlot));
	(*collect)(the);
	if (!strcmp(line, "#memory"))
		memory(the);
	else if (!strcmp(line, "#census"))
		census(the, "census");
	return outputLength ? output : NULL;
}
