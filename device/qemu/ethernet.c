#include "xsmc.h"
#include "xsHost.h"
#include "mc.xs.h"
#include "esp_eth.h"
#include "esp_eth_mac_openeth.h"
#include "esp_event.h"
#include "esp_netif.h"

static esp_netif_t *gInterface;
static esp_eth_handle_t gCard;

/* How often the card's link is looked at, ms. */
#define LINK_PERIOD (100)

/* Starts OpenCores' Ethernet controller, which QEMU has for the ESP32; returns its hardware address. */
void xs_ethernet_start(xsMachine *the)
{
	esp_netif_config_t interface = ESP_NETIF_DEFAULT_ETH();
	eth_mac_config_t macConfig = ETH_MAC_DEFAULT_CONFIG();
	eth_phy_config_t phyConfig = ETH_PHY_DEFAULT_CONFIG();
	esp_eth_config_t config = ETH_DEFAULT_CONFIG(NULL, NULL);
	uint8_t mac[6];
	char address[13];
	esp_err_t err;

	/* The SDK may have done both already. */
	esp_netif_init();
	esp_event_loop_create_default();
	phyConfig.autonego_timeout_ms = 100;
	config.check_link_period_ms = LINK_PERIOD;
	config.mac = esp_eth_mac_new_openeth(&macConfig);
	config.phy = esp_eth_phy_new_generic(&phyConfig);
	gInterface = esp_netif_new(&interface);
	err = esp_eth_driver_install(&config, &gCard);
	if (ESP_OK == err)
		err = esp_netif_attach(gInterface, esp_eth_new_netif_glue(gCard));
	if (ESP_OK == err)
		err = esp_eth_ioctl(gCard, ETH_CMD_G_MAC_ADDR, mac);
	if (ESP_OK == err)
		err = esp_eth_start(gCard);
	if (ESP_OK != err)
		xsUnknownError("the emulator has no open_eth");
	c_snprintf(address, sizeof(address), "%02X%02X%02X%02X%02X%02X", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
	xsmcSetString(xsResult, address);
}

/* The IPv4 address in numbers, an empty text without one. */
void xs_ethernet_address(xsMachine *the)
{
	esp_netif_ip_info_t info = {0};
	char address[16] = "";

	if (gInterface && esp_netif_is_netif_up(gInterface) && ESP_OK == esp_netif_get_ip_info(gInterface, &info)
		&& info.ip.addr)
		esp_ip4addr_ntoa(&info.ip, address, sizeof(address));
	xsmcSetString(xsResult, address);
}

void xs_ethernet_restart(xsMachine *the)
{
	esp_eth_stop(gCard);
	esp_eth_start(gCard);
}
