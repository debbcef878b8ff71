#include "xsmc.h"
#include "xsHost.h"
#include "mc.xs.h"
#include "app_update/include/esp_ota_ops.h"

/* The running image is new, and the boot loader takes the other one after the next restart. */
void xs_ota_slot_on_trial(xsMachine *the)
{
	esp_ota_img_states_t state;
	esp_err_t err = esp_ota_get_state_partition(esp_ota_get_running_partition(), &state);
	xsmcSetBoolean(xsResult, ESP_OK == err && ESP_OTA_IMG_PENDING_VERIFY == state);
}

void xs_ota_slot_confirm(xsMachine *the)
{
	if (ESP_OK != esp_ota_mark_app_valid_cancel_rollback())
		xsUnknownError("can't confirm image");
}
