#include "xsmc.h"
#include "xsHost.h"
#include "mc.xs.h"
#include "esp_partition.h"

static const uint8_t *gMapped;
static uint32_t gSize;

void xs_mapped_flash_open(xsMachine *the)
{
	const esp_partition_t *partition =
		esp_partition_find_first(ESP_PARTITION_TYPE_DATA, ESP_PARTITION_SUBTYPE_ANY, xsmcToString(xsArg(0)));
	esp_partition_mmap_handle_t handle;

	if (!partition || ESP_OK != esp_partition_mmap(partition, 0, partition->size, ESP_PARTITION_MMAP_DATA,
		(const void **)&gMapped, &handle))
		xsUnknownError("the partition cannot be mapped");
	gSize = partition->size;
}

void xs_mapped_flash_read(xsMachine *the)
{
	uint32_t offset = (uint32_t)xsmcToInteger(xsArg(0));
	uint32_t length = (uint32_t)xsmcToInteger(xsArg(1));

	if (length > gSize || offset > gSize - length)
		xsRangeError("beyond the partition");
	xsmcSetArrayBuffer(xsResult, (void *)(gMapped + offset), length);
}
