#include "xsmc.h"
#include "xsHost.h"
#include "mc.xs.h"
#include "driver/uart.h"

#define PORT UART_NUM_2
/* The emulator holds back what arrives while this is full. */
#define RECEIVED (4096)
#define MOST_READ (512)
/* As fast as the UART gets: the emulator keeps the pace of what arrives. */
#define BAUD (2000000)

void xs_uart_open(xsMachine *the)
{
	uart_config_t config = {0};

	config.baud_rate = BAUD;
	config.data_bits = UART_DATA_8_BITS;
	config.parity = UART_PARITY_DISABLE;
	config.stop_bits = UART_STOP_BITS_1;
	config.flow_ctrl = UART_HW_FLOWCTRL_DISABLE;
	config.source_clk = UART_SCLK_DEFAULT;
	if (ESP_OK != uart_driver_install(PORT, RECEIVED, 0, 0, NULL, 0) || ESP_OK != uart_param_config(PORT, &config))
		xsUnknownError("UART2 cannot be had");
}

/* Returns some of what has arrived, nothing when that is nothing. */
void xs_uart_read(xsMachine *the)
{
	size_t count = 0;
	void *bytes;

	uart_get_buffered_data_len(PORT, &count);
	if (0 == count)
		return;
	if (count > MOST_READ)
		count = MOST_READ;
	bytes = xsmcSetArrayBuffer(xsResult, NULL, count);
	uart_read_bytes(PORT, bytes, count, 0);
}

/* Sends of the bytes, from the second argument on, what fits into the FIFO; returns how many. */
void xs_uart_write(xsMachine *the)
{
	uint8_t *bytes;
	xsUnsignedValue count;
	int start = xsmcToInteger(xsArg(1));
	int sent;

	xsmcGetBufferReadable(xsArg(0), (void **)&bytes, &count);
	sent = uart_tx_chars(PORT, (const char *)bytes + start, count - start);
	xsmcSetInteger(xsResult, sent > 0 ? sent : 0);
}
