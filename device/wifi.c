#include "xsmc.h"
#include "xsHost.h"
#include "mc.xs.h"
#include "esp_mac.h"

/* The hardware address that the station has, twelve hexadecimal digits. */
void xs_wifi_station_address(xsMachine *the)
{
	uint8_t mac[6];
	char address[13];

	if (ESP_OK != esp_read_mac(mac, ESP_MAC_WIFI_STA))
		xsUnknownError("no hardware address");
	c_snprintf(address, sizeof(address), "%02X%02X%02X%02X%02X%02X", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
	xsmcSetString(xsResult, address);
}
