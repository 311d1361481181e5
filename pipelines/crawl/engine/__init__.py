"""What stands between the spider and the network: Scrapy's settings, the download handler, the guards."""
