#include "xsmc.h"
#include "xsHost.h"
#include "mc.xs.h"
#include "esp_attr.h"
#include "esp_system.h"
#include "esp_task_wdt.h"
#include "soc/soc.h"
#include "soc/gpio_reg.h"
#include "soc/gpio_sig_map.h"

#define VALID (0x45565345)
/* Outputs of the ESP32 are GPIO 0 to 33. */
#define OUTPUTS (34)

/* Survives every restart but the loss of power. */
static RTC_NOINIT_ATTR struct {
	uint32_t valid;
	/* Outputs that are off at a low level and those at a high one: GPIO 0 to 31, and from 32 on. */
	uint32_t low[2];
	uint32_t high[2];
	/* Failures in a row. */
	uint32_t crashes;
	/* The restart under way is meant. */
	uint32_t planned;
} gKept;

static uint8_t gRegistered;

/*
 * The ESP32 keeps the levels of its outputs over every restart of the CPU, and goes on with the pulses of those
 * that have a PWM: they are not off by themselves.
 */
static void IRAM_ATTR outputsOff(void)
{
	int pin;

	if (VALID != gKept.valid)
		return;
	REG_WRITE(GPIO_OUT_W1TC_REG, gKept.low[0]);
	REG_WRITE(GPIO_OUT1_W1TC_REG, gKept.low[1]);
	REG_WRITE(GPIO_OUT_W1TS_REG, gKept.high[0]);
	REG_WRITE(GPIO_OUT1_W1TS_REG, gKept.high[1]);
	for (pin = 0; pin < OUTPUTS; pin++) {
		if ((gKept.low[pin >> 5] | gKept.high[pin >> 5]) & (1u << (pin & 31)))
			REG_WRITE(GPIO_FUNC0_OUT_SEL_CFG_REG + 4 * pin, SIG_GPIO_OUT_IDX);
	}
}

/* First of all in each boot, before ESP-IDF's main task: after a failure that nothing here was called in. */
__attribute__((constructor)) static void boot(void)
{
	outputsOff();
}

/* ESP-IDF calls it in the interrupt of the task watchdog, before it restarts. */
void IRAM_ATTR esp_task_wdt_isr_user_handler(void)
{
	outputsOff();
}

/* Once a boot. Tells how many failures in a row have led to it: 0 after a power cut or a planned restart. */
void xs_supervisor_start(xsMachine *the)
{
	esp_reset_reason_t reason = esp_reset_reason();
	uint8_t failed = ESP_RST_PANIC == reason || ESP_RST_INT_WDT == reason || ESP_RST_TASK_WDT == reason
		|| ESP_RST_WDT == reason;

	if (VALID != gKept.valid) {
		c_memset(&gKept, 0, sizeof(gKept));
		gKept.valid = VALID;
	}
	/* XS ends in esp_restart, too. */
	else if (ESP_RST_SW == reason && !gKept.planned)
		failed = 1;
	gKept.planned = 0;
	gKept.crashes = failed ? gKept.crashes + 1 : 0;
	c_memset(gKept.low, 0, sizeof(gKept.low));
	c_memset(gKept.high, 0, sizeof(gKept.high));
	xsmcSetInteger(xsResult, gKept.crashes);
}

/* The output of a GPIO is to be at this level whenever the firmware ends. */
void xs_supervisor_guard(xsMachine *the)
{
	int pin = xsmcToInteger(xsArg(0));
	uint32_t *levels = xsmcToBoolean(xsArg(1)) ? gKept.high : gKept.low;

	if (pin < 0 || pin >= OUTPUTS)
		xsRangeError("no output");
	levels[pin >> 5] |= 1u << (pin & 31);
	if (!gRegistered && ESP_OK == esp_register_shutdown_handler(outputsOff))
		gRegistered = 1;
}

/* The next restart is no failure. */
void xs_supervisor_plan(xsMachine *the)
{
	gKept.planned = 1;
}

/* The firmware has run long enough: a later failure is the first again. */
void xs_supervisor_settle(xsMachine *the)
{
	gKept.crashes = 0;
}
